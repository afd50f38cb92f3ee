# shellcheck shell=sh
# The gateway's settings: their defaults and checks; an invalid value stops the start. entrypoint.sh and
# render.py source this file; contracts/settings.toml declares each setting. An empty value means unset.

refuse() {
  echo "gateway: $1" >&2
  exit 2
}

# Normalizes a switch to on or off.
switch() {
  case "$(printf %s "$2" | tr '[:upper:]' '[:lower:]')" in
    on | 1 | true | yes) echo on ;;
    off | 0 | false | no) echo off ;;
    *) refuse "$1 must be on or off." ;;
  esac
}

check_rate() {
  number=${2%r/[sm]}
  case "$number" in
    "$2" | "" | 0* | *[!0-9]* | ??????*) refuse "$1 must be a number of requests a second or minute, such as 10r/s or 30r/m." ;;
  esac
}

# What ends a directive of nginx, or starts another, is in no value.
check_text() {
  case "$2" in
    *[!A-Za-z0-9.:/_=\ -]*) refuse "$1 has a character that no such value has." ;;
  esac
}

: "${GATEWAY_LISTEN:=8080}"
: "${TICKET_API_UPSTREAM:=ticket-api:8000}"
: "${TICKET_EVENTS_UPSTREAM:=ticket-events:8000}"
: "${FRONTEND_UPSTREAM:=frontend:8080}"
: "${GATEWAY_RESOLVER:=127.0.0.11}"
: "${GATEWAY_TEMP_DIR:=/tmp}"
: "${GATEWAY_ACCESS_LOG:=/dev/stdout}"
: "${GATEWAY_TRUSTED_PROXY:=unix:}"
: "${RATE_LIMIT_CREATE:=10r/s}"
: "${RATE_LIMIT_CLASSIFY:=10r/s}"
: "${RATE_LIMIT_ACCOUNT:=20r/s}"
RATE_LIMITS=$(switch RATE_LIMITS "${RATE_LIMITS:-on}") || exit 2
https=$(switch DJANGO_HTTPS "${DJANGO_HTTPS:-off}") || exit 2

if [ "$https" = on ]; then
  : "${GATEWAY_SCHEME:=https}"
else
  : "${GATEWAY_SCHEME:=http}"
fi
case "$https $GATEWAY_SCHEME" in
  "on https" | "off https" | "off http") ;;
  "on http") refuse "DJANGO_HTTPS is on and GATEWAY_SCHEME is http, so that every answer would redirect. Set GATEWAY_SCHEME=https, or leave it empty." ;;
  *) refuse "GATEWAY_SCHEME must be http or https." ;;
esac

check_rate RATE_LIMIT_CREATE "$RATE_LIMIT_CREATE"
check_rate RATE_LIMIT_CLASSIFY "$RATE_LIMIT_CLASSIFY"
check_rate RATE_LIMIT_ACCOUNT "$RATE_LIMIT_ACCOUNT"
check_text GATEWAY_LISTEN "$GATEWAY_LISTEN"
check_text TICKET_API_UPSTREAM "$TICKET_API_UPSTREAM"
check_text TICKET_EVENTS_UPSTREAM "$TICKET_EVENTS_UPSTREAM"
check_text FRONTEND_UPSTREAM "$FRONTEND_UPSTREAM"
check_text GATEWAY_RESOLVER "$GATEWAY_RESOLVER"
check_text GATEWAY_TRUSTED_PROXY "$GATEWAY_TRUSTED_PROXY"
case "$GATEWAY_TRUSTED_PROXY" in
  *" "* | *://*) refuse "GATEWAY_TRUSTED_PROXY must be one address or network, such as 172.16.0.0/12." ;;
esac

export GATEWAY_LISTEN TICKET_API_UPSTREAM TICKET_EVENTS_UPSTREAM FRONTEND_UPSTREAM GATEWAY_RESOLVER \
  GATEWAY_TEMP_DIR GATEWAY_ACCESS_LOG GATEWAY_SCHEME GATEWAY_TRUSTED_PROXY RATE_LIMITS \
  RATE_LIMIT_CREATE RATE_LIMIT_CLASSIFY RATE_LIMIT_ACCOUNT
