#!/bin/sh
# Copy the database and the signing key while PharmaRec keeps running; prints the files it wrote.
#   sh scripts/backup.sh [FOLDER]        (default: backups/ in the data folder)
# SQLite: SQLite's own online backup, checked afterwards. PostgreSQL: pg_dump in its custom format;
# restore with `pg_restore --clean --if-exists --dbname=ADDRESS FILE`. The key goes back to secret.key in the data
# folder; without it everybody has to sign in again.
set -eu
cd "$(dirname "$0")/.."

# The installation's own settings, `.env` included, say where things are.
setting() {
    .venv/bin/python -P -c "from app.config import Settings; print($1)"
}
data=$(setting 'Settings().data_dir')
url=$(setting 'Settings().database')
folder=${1:-$data/backups}
stamp=$(date -u +%Y%m%dT%H%M%SZ)
umask 077
mkdir -p "$folder"

case $url in
postgresql*)
    file=$folder/pharmarec-$stamp.dump
    pg_dump --format=custom --no-owner --file="$file.part" "postgresql://${url#*://}"
    ;;
sqlite*)
    source=${url#*:///}
    file=$folder/pharmarec-$stamp.sqlite3
    test -f "$source" || { echo "There is no database at $source." >&2; exit 1; }
    .venv/bin/python - "$source" "$file.part" <<'PYTHON'
import sqlite3
import sys

source, target = (sqlite3.connect(path) for path in sys.argv[1:3])
source.backup(target)
verdict = target.execute("PRAGMA integrity_check").fetchone()[0]
source.close()
target.close()
if verdict != "ok":
    sys.exit(f"The copy is damaged: {verdict}")
PYTHON
    ;;
*)
    echo "Neither SQLite nor PostgreSQL: ${url%%:*}" >&2
    exit 1
    ;;
esac
mv "$file.part" "$file"
echo "$file"
if test -s "$data/secret.key"; then
    key=$folder/pharmarec-$stamp.key
    cp "$data/secret.key" "$key"
    echo "$key"
fi
