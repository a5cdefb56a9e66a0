#!/usr/bin/env bash
# A file system on a loop device whose power can be cut: what was not synced is gone, as after pulling the plug.
#   powercut.sh make ext4|xfs IMAGE FOLDER  a fresh one, mounted
#   powercut.sh cut FOLDER                  now: the file system's own shutdown, without a flush of its log
#   powercut.sh again IMAGE FOLDER          the machine starts again: the journal is replayed
#   powercut.sh end IMAGE FOLDER            unmounted and deleted
set -eu

unmount() { # who was killed may still be going
  for _ in $(seq 100); do
    umount "$1" 2>/dev/null && return
    sleep 0.1
  done
  umount "$1"
}

case $1 in
  make)
    truncate -s 512M "$3"
    "mkfs.$2" -q "$3" >/dev/null
    mkdir -p "$4"
    mount -o loop "$3" "$4"
    sync -f "$4"
    ;;
  cut)
    # FS_IOC_SHUTDOWN with FS_SHUTDOWN_FLAGS_NOLOGFLUSH
    python3 -c 'import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack("I", 2))' "$2"
    ;;
  again)
    unmount "$3"
    mount -o loop "$2" "$3"
    ;;
  end)
    unmount "$3"
    rm -f "$2"
    ;;
  *) exit 2 ;;
esac
