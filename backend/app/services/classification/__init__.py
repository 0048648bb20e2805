"""Classes of medicines: ABC by value, XYZ by how demand varies, FSN by how it moves."""
