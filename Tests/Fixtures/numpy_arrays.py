# The files of NumPyFiles.swift: arrays as NumPy itself writes them, in base64, and values of float16.
# NumPy gives the entries of archives one date, so that the same files come out each time.
import base64
import hashlib
import io

import numpy


def npy(array, version=None):
    out = io.BytesIO()
    numpy.lib.format.write_array(out, array, version=version, allow_pickle=True)
    return out.getvalue()


def npz(compressed, **arrays):
    out = io.BytesIO()
    (numpy.savez_compressed if compressed else numpy.savez)(out, **arrays)
    return out.getvalue()


def show(name, content):
    print(name, base64.b64encode(content).decode())


small = numpy.arange(6).reshape(2, 3)
show("float32", npy((small - 1.5).astype("<f4")))
show("float64Version2Fortran", npy(numpy.asfortranarray((small - 1.5).astype(">f8")), version=(2, 0)))
show("float16Version3", npy((small / 3).astype("<f2"), version=(3, 0)))
show("uint8Images", npy(numpy.arange(24, dtype="u1").reshape(2, 3, 4)))
show("texts", npy(numpy.array(["b", "é", "Zoë 😀"])))
show("bytes", npy(numpy.array([b"b", b"abc"])))
show("objects", npy(numpy.array([{}, None], dtype=object)))
show("structured", npy(numpy.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f4")])))
show("archive", npz(False, x=small.astype("<f4"), y=numpy.array([1, 0])))
show("compressed", npz(True, x_train=small.astype("<f8"), y_train=numpy.array([1, 0]), x_test=small.astype("u1")[:1],
                       y_test=numpy.array([1])))
show("unnamed", (lambda out: (numpy.savez(out, small.astype("<i2"), numpy.array(["a", "b"])), out.getvalue())[1])(
    io.BytesIO()))

# Float16: all that are finite, in the order of their bits, as float32; and some of them.
bits = numpy.arange(1 << 16).astype("<u2")
bits = bits[(bits >> 10 & 31) != 31]
print("float16", len(bits), hashlib.sha256(bits.view("<f2").astype("<f4").tobytes()).hexdigest())
for some in [0x0000, 0x8000, 0x0001, 0x8001, 0x0002, 0x0155, 0x03ff, 0x83ff, 0x0400, 0x0401, 0x3555, 0x3c00, 0xbc01, 0x7bff, 0xfbff]:
    value = numpy.array([some], dtype="<u2").view("<f2").astype("<f4").view("<u4")[0]
    print(f"(0x{some:04x}, 0x{value:08x}),")
