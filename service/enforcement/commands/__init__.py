"""Verbs of enforcement. Those of an order and of a re-inspection are called by module: `orders.seal`."""
