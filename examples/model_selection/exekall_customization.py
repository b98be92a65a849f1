"""What ``exekall run`` should know about this package."""

from __future__ import annotations

import itertools
from collections import defaultdict
from statistics import fmean

from exekall.customization import AdaptorBase
from exekall.engine import PrebuiltOperator
from model_selection.data import Dataset, Fold, Seed
from model_selection.models import AccuracyResult, WordCounts


class ModelSelectionAdaptor(AdaptorBase):
    name = "model-selection"

    @staticmethod
    def register_run_param(parser):
        """Add options, shown by ``exekall run examples/model_selection --help``."""
        names = [cls.__name__ for cls in Dataset.__subclasses__()]
        parser.add_argument("--dataset", choices=names, action="append", help="use this data set")
        parser.add_argument("--seed", type=int, default=0, help="shuffle data in this way")

    def get_prebuilt_op_set(self):
        """Give the seed, which no operator makes."""
        return {PrebuiltOperator(Seed, [self.args.seed])}

    def get_hidden_op_set(self, op_set):
        """Keep the seed out of IDs: results of runs with different seeds are to be compared."""
        return {op for op in op_set if op.value_type is Seed}

    def filter_op_set(self, op_set):
        """Keep classes without parameters, from which everything starts, and chosen data sets."""
        chosen = self.args.dataset

        def wanted(op):
            type_ = op.value_type
            is_dataset = isinstance(type_, type) and issubclass(type_, Dataset)
            if chosen and is_dataset:
                return type_.__name__ in chosen
            return type_ is not WordCounts

        return {op for op in op_set if wanted(op)}

    @staticmethod
    def get_tags(value):
        """Let IDs tell folds and results apart."""
        match value:
            case Fold():
                return {"fold": value.number}
            case AccuracyResult():
                return {"accuracy": value}
        return {}

    def get_summary(self, result_map):
        """Return a table of mean accuracies: what was scaled and modelled how, by data set."""
        cells = defaultdict(list)
        for value in itertools.chain.from_iterable(result_map.values()):
            if value.get_excep():
                continue
            data = value["data"]
            parts = (data["scaler"], value["model"], data["fold"]["dataset"])
            cells[tuple(type(part.value).__name__ for part in parts)].append(value.value.accuracy)
        datasets = sorted({dataset for _, _, dataset in cells})
        lines = [f"{'mean accuracy':<30}" + "".join(f"{name:>14}" for name in datasets)]
        for scaler, model in sorted({cell[:2] for cell in cells}):
            found = [cells.get((scaler, model, dataset)) for dataset in datasets]
            means = [f"{fmean(row):.1%}" if row else "" for row in found]
            lines.append(f"{scaler + ', ' + model:<30}" + "".join(f"{mean:>14}" for mean in means))
        return "\n".join(lines)
