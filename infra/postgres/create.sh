#!/bin/sh
# Run by the image once, on an empty volume: the login, its database and the roles it works as. The superuser loses its
# password: from then on it signs in only inside the container, `docker compose exec --user postgres postgres psql`.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$POSTGRES_PASSWORD" <<'SQL'
CREATE ROLE pharmarec LOGIN PASSWORD :'password';
CREATE DATABASE pharmarec OWNER pharmarec;
ALTER ROLE postgres PASSWORD NULL;
SQL
psql --set=ON_ERROR_STOP=1 --set=login=pharmarec --file=/pharmarec-roles.sql
