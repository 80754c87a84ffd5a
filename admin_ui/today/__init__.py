"""今日: the queues of a plant's day."""
