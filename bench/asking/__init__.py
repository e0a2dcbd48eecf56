"""What bench.questions compares: simulated enterprises, strategies that ask them, and the least that could be asked."""
