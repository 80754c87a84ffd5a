"""Fonts, PDF pages, labels and QR drawing. It knows no room: plain dataclasses in, bytes out."""
