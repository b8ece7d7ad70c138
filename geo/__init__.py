"""The domain: values, store, tiles, readers. No HTTP, no HTML."""
