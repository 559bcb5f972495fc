"""The desk: pages for people, rendered here and made of the same acts as the API. They decide nothing."""
