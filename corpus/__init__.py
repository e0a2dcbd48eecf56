"""What the policies say: text and rules as data, and the code that reads and checks them."""
