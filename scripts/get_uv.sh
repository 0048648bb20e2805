#!/bin/sh
# Put uv at FOLDER/bin/uv: the one on PATH when it is recent enough, otherwise VERSION from PyPI.
#   sh scripts/get_uv.sh VERSION FOLDER
set -eu
version=$1
folder=$2
python=${PYTHON:-python3}

recent() {
    "$1" --version 2>/dev/null | awk '{ split($2, part, "."); exit !(part[1] > 0 || part[2] >= 8) }'
}

mkdir -p "$folder/bin"
found=$(command -v uv || true)
if [ -n "$found" ] && recent "$found"; then
    printf '#!/bin/sh\nexec "%s" "$@"\n' "$found" >"$folder/bin/uv"
    chmod +x "$folder/bin/uv"
    exit 0
fi

echo "==> Fetching uv $version"
rm -rf "$folder"
if "$python" -m venv "$folder" 2>/dev/null && "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    exec "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$version"
fi
rm -rf "$folder"
if "$python" -m pip --version >/dev/null 2>&1; then
    exec "$python" -m pip install --quiet --disable-pip-version-check --target "$folder" "uv==$version"
fi
echo "Python has neither venv nor pip. On Debian: apt-get install python3-venv" >&2
exit 1
