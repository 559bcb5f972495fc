"""The desk: pages rendered on the server by the API's services; they decide nothing."""
