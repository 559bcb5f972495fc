"""The desk: pages for people, rendered on the server by the same services as the API. They decide nothing."""
