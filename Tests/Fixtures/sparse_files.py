# Writes the files of SoftmaxDataTests/Goldens/Sparse, sparse matrices as scikit-learn and SciPy themselves write them, into the
# folder that it is given: scikit-learn 1.9.1's dump_svmlight_file, SciPy 1.17.1's mmwrite and save_npz.
import pathlib
import sys

import numpy
import scipy.io
import scipy.sparse
from sklearn.datasets import dump_svmlight_file

folder = pathlib.Path(sys.argv[1])

# One row and one column are empty.
table = numpy.array([
    [0.5, 0, 0, -2.25, 0, 0],
    [0, 0, 1 / 3, 0, 0, 3e20],
    [0, 0, 0, 0, 0, 0],
    [1e-5, 0, 255, 0, 7, 0],
    [0, 0, 0, 0, -0.1, 1],
])
labels = numpy.array([2, 0, 1, 2, 0])
matrix = scipy.sparse.csr_matrix(table)
dump_svmlight_file(matrix, labels, str(folder / "zero-based.svm"), comment="a made table")
dump_svmlight_file(matrix, labels, str(folder / "one-based.svm"), zero_based=False, query_id=[1, 1, 2, 2, 2])
scipy.io.mmwrite(folder / "general.mtx", scipy.sparse.coo_matrix(table), comment="a made table", symmetry="general")
scipy.io.mmwrite(folder / "column-major.mtx", scipy.sparse.csc_matrix(table), symmetry="general")
scipy.io.mmwrite(folder / "array.mtx", table, symmetry="general")
for name, made in {"csr": matrix, "csc": matrix.tocsc(), "coo": matrix.tocoo(), "bsr": matrix.tobsr((1, 2)),
                   "dia": matrix.todia()}.items():
    scipy.sparse.save_npz(folder / f"{name}.npz", made, compressed=name == "csc")
# A sparse array, with indices of 64 bits.
long = scipy.sparse.csr_array(table)
long.indices, long.indptr = long.indices.astype("i8"), long.indptr.astype("i8")
scipy.sparse.save_npz(folder / "array-int64.npz", long)

counts = scipy.sparse.csr_matrix(numpy.array([[0, 3, 0], [255, 0, 1]], dtype="u1"))
scipy.sparse.save_npz(folder / "counts.npz", counts)
scipy.io.mmwrite(folder / "counts.mtx", counts)
flags = scipy.sparse.csr_matrix(numpy.array([[0, 1, 0], [1, 0, 1]], dtype=bool))
scipy.sparse.save_npz(folder / "flags.npz", flags)
scipy.io.mmwrite(folder / "flags.mtx", flags, field="pattern")
scipy.sparse.save_npz(folder / "empty.npz", scipy.sparse.csr_matrix((2, 3)))

square = numpy.array([[1.5, 2, 0], [2, 0, -3], [0, -3, 4]])
scipy.io.mmwrite(folder / "symmetric.mtx", scipy.sparse.coo_matrix(square), symmetry="symmetric")
scipy.io.mmwrite(folder / "symmetric-array.mtx", square, symmetry="symmetric")
skew = numpy.array([[0, -2, 0], [2, 0, 3.5], [0, -3.5, 0]])
scipy.io.mmwrite(folder / "skew-symmetric.mtx", scipy.sparse.coo_matrix(skew), symmetry="skew-symmetric")
scipy.io.mmwrite(folder / "skew-symmetric-array.mtx", skew, symmetry="skew-symmetric")
scipy.io.mmwrite(folder / "complex.mtx", scipy.sparse.coo_matrix(numpy.array([[1 + 2j, 0]])), symmetry="general")
