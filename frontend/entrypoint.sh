#!/bin/sh
# Runs nginx and turns every wish to end into SIGQUIT, on which it finishes its requests; on SIGTERM
# without this it would cut them. Becomes the container's first process.
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
