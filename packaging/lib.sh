# shellcheck shell=bash
# What packaging/demo and packaging/test share; to be sourced, from bash, in the checkout's root.

# install PURPOSE DEBIAN_PACKAGES RPM_PACKAGES: as root installs, else prints what to type and ends.
install_packages() {
  local purpose=$1 debian=$2 rpm=$3 command
  if command -v apt-get >/dev/null; then
    command="apt-get install -y --no-install-recommends $debian"
  elif command -v dnf >/dev/null; then
    command="dnf install -y $rpm"
  else
    echo "cofferfs: missing: $purpose; neither apt-get nor dnf is here to install it" >&2
    exit 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    printf 'cofferfs: missing: %s. Type this, then start again:\n\n  sudo %s\n\n' "$purpose" "$command" >&2
    exit 1
  fi
  echo "installing $purpose: $command"
  if command -v apt-get >/dev/null; then
    apt-get update -qq || true
    export DEBIAN_FRONTEND=noninteractive
  fi
  local log
  log=$(mktemp)
  # shellcheck disable=SC2086 # a list of packages
  if ! $command >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    echo "cofferfs: installing $purpose failed" >&2
    exit 1
  fi
  rm -f "$log"
}

# The major version of a Java home, from its release file; nothing if it is none with a compiler.
java_major() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Every place where a JDK may be, one to a line.
java_homes() {
  local on_path
  [ -z "${JAVA_HOME:-}" ] || echo "$JAVA_HOME"
  if on_path=$(command -v javac) && on_path=$(readlink -f "$on_path"); then
    echo "${on_path%/bin/javac}"
  fi
  local home
  for home in /usr/lib/jvm/* /usr/java/* /opt/java/*; do
    if [ -d "$home" ] && [ ! -L "$home" ]; then echo "$home"; fi
  done
}

# The home of a JDK of exactly this major version; fails if there is none.
java_home_of() {
  local home
  while read -r home; do
    if [ "$(java_major "$home")" = "$1" ]; then
      echo "$home"
      return 0
    fi
  done < <(java_homes)
  return 1
}

# The home of the newest JDK with long-term support: 17, 21, 25 and so on, every fourth.
newest_lts_home() {
  local home major best=0 found=
  while read -r home; do
    major=$(java_major "$home")
    [ -n "$major" ] && [ "$major" -ge 17 ] && [ $(((major - 17) % 4)) -eq 0 ] || continue
    if [ "$major" -gt "$best" ]; then
      best=$major
      found=$home
    fi
  done < <(java_homes)
  [ -n "$found" ] && echo "$found"
}

# A JDK from 17 on and Maven, to build with. Where java on the PATH is older, JAVA_HOME is set.
require_java_maven() {
  if [ -z "$(newest_lts_home)" ]; then
    install_packages 'a JDK 17' openjdk-17-jdk-headless java-17-openjdk-devel
  fi
  command -v mvn >/dev/null || install_packages Maven maven maven
  local on_path
  on_path=$(readlink -f "$(command -v javac || echo /nowhere)")
  if [ -z "${JAVA_HOME:-}" ] && [ "$(java_major "${on_path%/bin/javac}" || true)" -lt 17 ] 2>/dev/null; then
    JAVA_HOME=$(newest_lts_home)
    export JAVA_HOME
  fi
}

# libfuse 2, a fusermount and the device.
require_fuse() {
  local library
  library=$(ldconfig -p 2>/dev/null | grep -c 'libfuse\.so\.2 ' || true)
  if [ "$library" -eq 0 ]; then
    install_packages 'libfuse 2' libfuse2 fuse-libs
  fi
  # libfuse 2 runs fusermount by that name, which Debian's fuse3 has and Fedora's fuse.
  if ! command -v fusermount >/dev/null; then
    install_packages fusermount fuse3 fuse
  fi
  if [ ! -e /dev/fuse ]; then
    echo 'cofferfs: /dev/fuse is missing: run modprobe fuse, or give the container the device' \
      '(--device /dev/fuse --cap-add SYS_ADMIN)' >&2
    exit 1
  fi
}

# require_programs NAME...: ordinary programs whose packages have their names.
require_programs() {
  local missing=() name
  for name in "$@"; do
    command -v "$name" >/dev/null || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[*]}" "${missing[*]}" "${missing[*]/sqlite3/sqlite}"
}
