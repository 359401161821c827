#!/usr/bin/env bash
# packaging/changelog.sh deb|rpm VERSION MAINTAINER: CHANGELOG.md as Debian's and as rpm's changelog.
# A release there is a heading `## 1.2.0 - 2026-11-21` with list items below it, which may go on over several lines;
# what stands above the first release, or is no list, is left out. VERSION with its package revision heads the result
# even if CHANGELOG.md does not have it yet; its time is SOURCE_DATE_EPOCH then.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
format=${1:?} version=${2:?} maintainer=${3:?}

# releases: a line "= VERSION DATE" for each release, followed by a line "- TEXT" for each item.
releases() {
  awk '
    function flush() { if (item != "") print "- " item; item = "" }
    /^## / {
      flush(); known = 0
      if (match($0, /[0-9]+\.[0-9][^] )]*/)) {
        number = substr($0, RSTART, RLENGTH)
        if (match($0, /[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]/)) {
          known = 1; print "= " number " " substr($0, RSTART, 10)
        }
      }
      next }
    !known { next }
    /^[-*] / { flush(); item = substr($0, 3); next }
    item != "" && /^ +[^ ]/ { sub(/^ +/, ""); item = item " " $0; next }
    { flush() }
    END { flush() }' "$REPO/CHANGELOG.md"
}

# begin VERSION TIME, item TEXT, end: write one release. TIME is what date(1) understands.
begin() {
  number=$1 time=$2 items=0
  case $format in
    deb) printf 'fragguard (%s) unstable; urgency=medium\n\n' "$1" ;;
    rpm) printf '* %s %s - %s\n' "$(LC_ALL=C date -u -d "$2" '+%a %b %d %Y')" "$maintainer" "$1" ;;
  esac
}
item() {
  items=$((items + 1))
  case $format in
    deb) fold -s -w 74 <<<"$1" | sed -e '1s/^/  * /' -e '2,$s/^/    /' -e 's/ *$//' ;;
    rpm) fold -s -w 74 <<<"${1//%/%%}" | sed -e '1s/^/- /' -e '2,$s/^/  /' -e 's/ *$//' ;;
  esac
}
end() {
  [ "$items" -gt 0 ] || item "FragGuard ${number%-*}."
  case $format in
    deb) printf '\n -- %s  %s\n\n' "$maintainer" "$(LC_ALL=C date -u -d "$time" -R)" ;;
    rpm) echo ;;
  esac
}

case $format in deb | rpm) ;; *) die "changelog: $format is neither deb nor rpm" ;; esac
open=''
while read -r kind text; do
  case $kind in
    =)
      [ -z "$open" ] || end
      release=${text% *}
      release=${release/-/\~}-1
      if [ -z "$open" ] && [ "$release" != "$version" ]; then
        begin "$version" "@${SOURCE_DATE_EPOCH:?}"
        end
      fi
      begin "$release" "${text##* } 12:00"
      open=1
      ;;
    -) item "$text" ;;
  esac
done < <(releases)
if [ -n "$open" ]; then
  end
else
  begin "$version" "@${SOURCE_DATE_EPOCH:?}"
  end
fi
