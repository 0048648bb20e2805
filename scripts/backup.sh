#!/bin/sh
# Copy the database and the keys of the installation while PharmaRec keeps running; prints the files it wrote.
#   sh scripts/backup.sh [FOLDER]        (default: backups/ in the data folder)
# SQLite: SQLite's own online backup, checked afterwards. PostgreSQL: pg_dump in its custom format;
# restore with `pg_restore --clean --if-exists --dbname=ADDRESS FILE`. The keys go back to the data folder:
# without secret.key everybody has to sign in again, without data.key nobody can read what is kept of customers, and
# without audit.key nothing can be added to the audit log. Keep data.key apart from the database: together they tell all.
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
    # The policies hold for the owner of the tables too; a dump is of every pharmacy.
    PGOPTIONS="-c app.every_pharmacy=on" pg_dump --enable-row-security --format=custom --no-owner \
        --file="$file.part" "postgresql://${url#*://}"
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
for name in secret data audit; do
    if test -s "$data/$name.key"; then
        key=$folder/pharmarec-$stamp.$name.key
        cp "$data/$name.key" "$key"
        echo "$key"
    fi
done
