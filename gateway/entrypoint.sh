#!/bin/sh
# Checks the settings, then runs nginx and turns every signal to end into SIGQUIT, on which nginx finishes
# its requests; on SIGTERM it would cut them. Becomes the container's first process.
# shellcheck source=gateway/settings.sh
. "${0%/*}/settings.sh"
# A live page takes two descriptors, and container engines set a low soft limit. nginx raises its own only
# where the hard limit is as high as the template asks for.
# shellcheck disable=SC3045 # POSIX has neither; every shell that an image has knows both.
ulimit -S -n "$(ulimit -H -n)"
"$@" &
nginx=$!
trap 'kill -QUIT "$nginx" 2>/dev/null' TERM QUIT INT
status=0
wait "$nginx" || status=$?
# A signal interrupts the wait, and only the end of nginx is the end.
while kill -0 "$nginx" 2>/dev/null; do
  status=0
  wait "$nginx" || status=$?
done
exit "$status"
