# Sourced by setup.sh, start.sh and stop.sh.  Export a variable
# before calling a script to change its value.
: "${DACHS_PORT:=8590}"                  # HTTP port, on 127.0.0.1 only
: "${DACHS_PG_PORT:=5440}"               # port of a PostgreSQL cluster of its own
: "${DACHS_PG_CLUSTER:=example}"         # name of that cluster (15/example)
: "${DACHS_PG_VERSION:=15}"
: "${DACHS_CAT_ROWS:=60000}"             # rows in starcat.stars
: "${DACHS_ROOT:=/var/gavo}"             # DaCHS root (the Debian default)
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
BASE=http://127.0.0.1:$DACHS_PORT
RUNDIR=$DACHS_ROOT/run-example           # what setup.sh did, what start.sh started
export DACHS_PORT DACHS_PG_PORT DACHS_PG_CLUSTER DACHS_PG_VERSION DACHS_CAT_ROWS DACHS_ROOT
# Debian's python3 has DaCHS's packages; another one first on PATH has not.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
unset PYTHONPATH PYTHONHOME PYENV_VERSION

log() { printf '%s [dachs] %s\n' "$(date +%H:%M:%S)" "$*"; }

# Runs a command line as dachsroot, in a directory which that user may read.
as_dachs() { (cd "$DACHS_ROOT" && su -s /bin/bash dachsroot -c "PATH=$PATH; unset PYTHONPATH; umask 002; $*"); }

pg_running() { pg_ctlcluster "$DACHS_PG_VERSION" "$DACHS_PG_CLUSTER" status >/dev/null 2>&1; }

pg_start() {   # starts the cluster unless it runs; waits until it answers
  pg_running && return 0
  pg_ctlcluster --skip-systemctl-redirect "$DACHS_PG_VERSION" "$DACHS_PG_CLUSTER" start
  local _
  for _ in $(seq 60); do
    (cd /; su postgres -c "psql -p $DACHS_PG_PORT -Atc 'select 1' postgres") >/dev/null 2>&1 && return 0
    sleep 0.5
  done
  echo "PostgreSQL $DACHS_PG_VERSION/$DACHS_PG_CLUSTER did not come up" >&2; return 1
}

dachs_pid() {  # the pid of the running DaCHS server, or nothing
  local p
  p=$(cat "$DACHS_ROOT/state/web.pid" 2>/dev/null) || return 0
  [ -n "$p" ] && [ -r "/proc/$p/cmdline" ] && tr '\0' ' ' < "/proc/$p/cmdline" | grep -q dachs && echo "$p"
  return 0
}
