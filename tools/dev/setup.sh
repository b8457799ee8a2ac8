# shellcheck shell=bash
# ./dev setup: installs what tools/setup/<system>.txt lists and the machine lacks.

# The list for this system: debian, fedora, arch, alpine or macos; nothing if there is none.
system_name() {
  if [[ $(uname -s) == Darwin ]]; then
    echo macos
    return
  fi
  local name
  # The system's own name first, then those that it says it is like.
  for name in $(sed -n 's/^ID=//p; s/^ID_LIKE=//p' /etc/os-release 2>/dev/null | tr -d '"'); do
    case $name in
      ubuntu) name=debian ;;
      rhel | centos) name=fedora ;;
    esac
    if [[ -r tools/setup/$name.txt ]]; then
      echo "$name"
      return
    fi
  done
}

# packages_of LIST [GROUP…]: the first words of the list's lines, those of all groups unless some are named.
packages_of() {
  local list=$1
  shift
  awk -v groups=" $* " '
    { sub(/#.*/, "") }
    /^\[.*\]/ { group = substr($1, 2, length($1) - 2); next }
    NF && (groups ~ /^ *$/ || index(groups, " " group " ")) { print $1 }
  ' "$list"
}

apt_get() {
  local root=()
  if [[ $(id -u) != 0 ]]; then
    have sudo || fail "installing packages needs root, and there is no sudo; run as root: apt-get $*"
    root=(sudo)
  fi
  quietly build/setup.log ${root[@]+"${root[@]}"} env DEBIAN_FRONTEND=noninteractive \
    apt-get -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" </dev/null
}

setup_debian() {
  local package lacking=()
  for package in "$@"; do
    if [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
      lacking+=("$package")
    fi
  done
  if [[ ${#lacking[@]} -eq 0 ]]; then
    say "setup: everything is installed"
    return
  fi
  say "setup: installing ${lacking[*]}"
  apt_get update
  apt_get install --no-install-recommends "${lacking[@]}"
}

# setup [GROUP…]; no group means all of them.
# shellcheck disable=SC2120
setup() {
  local system group list
  system=$(system_name)
  if [[ -z $system ]]; then
    say "setup: there is no list of packages for this system; tools/setup/debian.txt names what is needed."
    return
  fi
  list=tools/setup/$system.txt
  for group in "$@"; do
    grep -q "^\[$group\]" "$list" || fail "$list has no group '$group'; it has $(sed -n 's/^\[\(.*\)\].*/\1/p' "$list" | xargs)."
  done

  local packages
  packages=$(packages_of "$list" "$@" | xargs)
  # Package names hold no spaces or patterns: splitting is what is wanted.
  # shellcheck disable=SC2086
  case $system in
    debian) setup_debian $packages ;;
    fedora) say "setup: install with: sudo dnf install $packages" ;;
    arch) say "setup: install with: sudo pacman -S --needed $packages" ;;
    alpine) say "setup: install with: sudo apk add $packages" ;;
    macos) say "setup: install with: brew install $packages" ;;
  esac
}
