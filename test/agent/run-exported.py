"""Runs an exported policy in Python's onnxruntime and compares its answer with Khala's.

Usage: python3 run-exported.py FOLDER      (FOLDER holds policy-16.onnx and case.json)
"""
import json
import pathlib
import sys

import numpy
import onnxruntime

LOGIT_AT, LOGIT_TOLERANCE = 6, 1e-4

folder = pathlib.Path(sys.argv[1])
case = json.loads((folder / "case.json").read_text())
session = onnxruntime.InferenceSession(str(folder / "policy-16.onnx"), providers=["CPUExecutionProvider"])
feeds = {
    each["name"]: numpy.asarray(each["data"], dtype=each["type"]).reshape(each["dims"]) for each in case["inputs"]
}
assert sorted(feeds) == sorted(each.name for each in session.get_inputs()), "the inputs have other names"
(answer,) = session.run(["answer"], feeds)
expected = numpy.asarray(case["answer"], dtype="float32")
off = numpy.abs(answer[0] - expected)
classes = numpy.delete(off, LOGIT_AT)
print(json.dumps({
    "onnxruntime": onnxruntime.__version__,
    "numbers": int(expected.size),
    "wrongClasses": int((classes != 0).sum()),
    "logitOff": float(off[LOGIT_AT]),
}))
sys.exit(0 if classes.max() == 0 and off[LOGIT_AT] <= LOGIT_TOLERANCE else 1)
