"""Every test draws and reads with the same fonts, whatever the machine has."""

from __future__ import annotations

from mingzhang.extractors.pages.fonts import use_own_fonts

use_own_fonts()
