"""The SPARQL service: a read-only endpoint, linked data, stock questions, all over worker processes."""
