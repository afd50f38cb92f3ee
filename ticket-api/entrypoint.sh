#!/bin/sh
# Starts one of the two services of this image, or migrates:
#   api      migrates the database, then serves the API (gunicorn gthread)
#   events   waits for those migrations, then serves the live updates (gunicorn asgi)
#   migrate  migrates the database and ends, as a step before a roll-out; further arguments go to
#            manage.py migrate_once
# gunicorn replaces this shell, so SIGTERM reaches it directly (requirements §7.1).
set -eu
cd "$(dirname "$0")"

# Until then the shell handles SIGTERM; a container's first process ignores it by default.
child=
ended=0
stop() {
  if [ -n "$child" ]; then
    kill -TERM "$child" 2>/dev/null || true
    wait "$child" || true
  fi
  exit "$ended"
}
trap stop TERM INT

run() {
  "$@" &
  child=$!
  status=0
  wait "$child" || status=$?
  child=
  return "$status"
}

# At the server's own address, past a pooler: building an index takes longer than a pooled statement may.
migrate() {
  run env DATABASE_URL="${MIGRATION_DATABASE_URL:-${DATABASE_URL:-}}" python manage.py migrate_once "$@"
}

case "${1:-}" in
  api)
    migrate
    exec python -m gunicorn --config gunicorn.conf.py config.wsgi:application
    ;;
  events)
    echo "Waiting for ticket-api to migrate the database." >&2
    until run python manage.py migrate --check >/dev/null 2>&1; do
      run sleep 1
    done
    exec python -m gunicorn --config gunicorn_events.conf.py config.asgi:application
    ;;
  migrate)
    # Ended before its end, the migration has failed, and the roll-out must not go on.
    ended=143
    shift
    migrate "$@"
    ;;
  *)
    echo "usage: entrypoint.sh api|events|migrate" >&2
    exit 2
    ;;
esac
