"""What users do: each act is one function, one transaction, access checked, the trail written."""
