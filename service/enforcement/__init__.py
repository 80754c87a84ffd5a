"""Inspections by officers: visits, sealed documents and their numbers, orders, re-inspection."""
