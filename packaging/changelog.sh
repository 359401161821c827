#!/usr/bin/env bash
# packaging/changelog.sh deb|rpm VERSION MAINTAINER: CHANGELOG.md as Debian's and as rpm's changelog.
# A release there is a heading `## 1.2.0` or `## 1.2.0 - 2026-11-21` with list items below it, which may go on over
# several lines; what stands above the first release, or is no list, is left out. A release without a day has the time
# SOURCE_DATE_EPOCH. VERSION heads the result even if CHANGELOG.md does not have it.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
format=${1:?} version=${2:?} maintainer=${3:?}

# releases: a line "= VERSION DATE" for each release, followed by a line "- TEXT" for each item.
releases() {
  awk '
    function flush() { gsub(/`/, "", item); if (item != "") print "- " item; item = "" }
    /^## / {
      flush(); known = match($0, /[0-9]+\.[0-9][^] )]*/)
      if (!known) next
      number = substr($0, RSTART, RLENGTH)
      day = match($0, /[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]/) ? substr($0, RSTART, 10) " 12:00" : ""
      print "= " number " " day
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
now=@${SOURCE_DATE_EPOCH:?}
while read -r kind text; do
  case $kind in
    =)
      [ -z "$open" ] || end
      read -r release day <<<"$text"
      release=${release/-/\~}-1
      if [ -z "$open" ] && [ "$release" != "$version" ]; then
        begin "$version" "$now"
        end
      fi
      begin "$release" "${day:-$now}"
      open=1
      ;;
    -) item "$text" ;;
  esac
done < <(releases)
if [ -n "$open" ]; then
  end
else
  begin "$version" "$now"
  end
fi
