#!/bin/sh
# Starts one of the two services of this image:
#   api     migrates the database, then serves the API (gunicorn gthread)
#   events  waits for those migrations, then serves the live updates (gunicorn asgi)
# gunicorn replaces this shell, so SIGTERM reaches it directly (requirements §7.1).
set -eu
cd "$(dirname "$0")"

# Until then the shell itself must end when told to; as a container's first process it would
# otherwise ignore SIGTERM.
child=
stop() {
  if [ -n "$child" ]; then
    kill -TERM "$child" 2>/dev/null || true
    wait "$child" || true
  fi
  exit 0
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

case "${1:-}" in
  api)
    # Past a pooler, if there is one: building an index takes longer than a pooled statement may.
    run env DATABASE_URL="${MIGRATION_DATABASE_URL:-${DATABASE_URL:-}}" python manage.py migrate_once
    exec python -m gunicorn --config gunicorn.conf.py config.wsgi:application
    ;;
  events)
    echo "Waiting for ticket-api to migrate the database." >&2
    until run python manage.py migrate --check >/dev/null 2>&1; do
      run sleep 1
    done
    exec python -m gunicorn --config gunicorn_events.conf.py config.asgi:application
    ;;
  *)
    echo "usage: entrypoint.sh api|events" >&2
    exit 2
    ;;
esac
