"""The second road: the figures once more, by the contract alone, with none of the main road's code."""
