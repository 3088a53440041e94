"""Findings held against labels."""
