"""Implementations of FeatureStore."""
