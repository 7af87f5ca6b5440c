# shellcheck shell=bash
# An embedded S3 server for the scripts of this directory; to be sourced, with $root set.

SERVER_LIB=
for lib in "$root"/packaging/target/cofferfs-*/lib; do SERVER_LIB=$lib; done
SERVER_JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java
server_pid=

# start_server WORK_DIRECTORY BUCKET [JVM_OPTION [SERVER_OPTION...]]: sets SERVER_ENDPOINT, SERVER_TLS_ENDPOINT and the AWS_ variables.
start_server() {
  [ -d "$SERVER_LIB/demo" ] || { echo "not built: mvn -B -DskipTests package" >&2; exit 1; }
  "$SERVER_JAVA" "${3:--Xmx3g}" -cp "$SERVER_LIB/demo/*" io.cofferfs.test.server.EmbeddedS3Main \
    --port 0 --https-port 0 --bucket "$2" "${@:4}" >"$1/server.out" 2>"$1/server.err" &
  server_pid=$!
  local tries
  for tries in $(seq 600); do
    if grep -q AWS_REGION "$1/server.out"; then break; fi
    if ! kill -0 "$server_pid" || [ "$tries" = 600 ]; then
      cat "$1/server.err" >&2
      echo "the embedded server did not start" >&2
      exit 1
    fi
    sleep 0.1
  done
  SERVER_ENDPOINT=$(awk '/^endpoint  / {print $NF}' "$1/server.out")
  # shellcheck disable=SC2034 # for those who source this
  SERVER_TLS_ENDPOINT=$(awk '/^endpoint \(TLS\)/ {print $NF}' "$1/server.out")
  eval "$(grep '^AWS_' "$1/server.out" | sed 's/^/export /')"
}

stop_server() {
  [ -z "$server_pid" ] || kill "$server_pid"
}
