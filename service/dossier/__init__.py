"""The file of an enterprise, assembled from what the other rooms keep. Start at queries.py."""
