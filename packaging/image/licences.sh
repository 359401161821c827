# shellcheck shell=sh disable=SC2034
# licences.sh: what is linked into the executable and under which licence, as SPDX writes it. See packaging/copyright.
LICENCES='Apache-2.0 AND MIT AND BSD-2-Clause AND (Apache-2.0 WITH LLVM-exception) AND LGPL-2.1-or-later'
LICENCES=$LICENCES' AND (GPL-3.0-or-later WITH GCC-exception-3.1)'

# licence_of PACKAGE: the licence of a NuGet package; fails for one that nobody has looked at.
licence_of() {
  case $1 in
    Serilog) echo Apache-2.0 ;;
    Tomlyn) echo BSD-2-Clause ;;
    Microsoft.* | runtime.linux-* | System.*) echo MIT ;;
    *) return 1 ;;
  esac
}
