-- Once for each server, as a superuser, before the first `pharmarec migrate`, where the role that migrates may not create
-- roles itself:   psql --set=login=pharmarec --file=infra/postgres/roles.sql
-- `login` is the role in PHARMAREC_DATABASE_URL: an ordinary one, no superuser and without BYPASSRLS.

-- Who every unit of work runs as, and who the search's function runs as. Nobody signs in as either.
SELECT format('CREATE ROLE %I NOLOGIN', wanted)
FROM unnest(ARRAY['pharmarec_app', 'pharmarec_search']) AS wanted
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted)
\gexec

SELECT current_setting('server_version_num')::int >= 160000 AS is_16
\gset
\if :is_16
GRANT pharmarec_app, pharmarec_search TO :"login" WITH SET TRUE, INHERIT FALSE;
\else
GRANT pharmarec_app, pharmarec_search TO :"login";
\endif
