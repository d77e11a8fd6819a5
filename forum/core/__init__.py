"""What the whole house stands on: knows no feature and no request."""
