"""The lives of a visit, an order and a re-inspection as tables, and their limits.

Only certified officers of a legal enforcement body inspect, every visit is approved first, and the visits of
one plant in a year are capped: 国办发〔2024〕54号. Two officers: 行政处罚法 art. 42.
"""
