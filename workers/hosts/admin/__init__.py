"""What an operator does to the flows from outside, while the product runs or not."""
