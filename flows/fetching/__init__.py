"""What is asked of servers on the network, and what their answers were."""
