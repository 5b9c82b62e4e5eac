"""Pure rules of the census: plain values in, plain values out."""
