"""Which scaler and which model suit which data set? Every combination, cross-validated.

Run all of it, or look at what would be run, or at one data set only::

    exekall run examples/model_selection
    exekall run examples/model_selection --list
    exekall run examples/model_selection --dataset Wine --select '*SupportVectors*'
"""
