#!/usr/bin/env bash
# Makes the icons of all systems from icon.svg. Needs the Debian packages librsvg2-bin, icnsutils and icoutils.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for size in 16 32 48 64 128 256 512; do
  rsvg-convert --width "$size" --height "$size" icon.svg --output "$work/$size.png"
done
icotool --create --output=icon.ico "$work"/{16,32,48,64,128}.png --raw="$work/256.png"
png2icns icon.icns "$work"/{16,32,128,256,512}.png > /dev/null
cp "$work/512.png" icon.png
# electron-builder takes the sizes for Linux from the names.
for size in 16 32 48 64 128 256 512; do cp "$work/$size.png" "${size}x${size}.png"; done
