"""What a rule is: quantities, counts, the audit's context, rules and steps of procedure."""
