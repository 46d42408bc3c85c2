"""The tables: what each rule is, and how it goes back.

rule.py         what a rule is
activations.py  the activations; costs.py  the costs; penalties.py  what weights cost;
                gathered.py  J from the losses; by_sample.py  the gradient of one sample
chain.py        z from the layer below, and the gradients between layers
sums.py         what several lines read: the sum of what comes back
update.py       w := w − α ∂J/∂w; optimizers.py  momentum, Adam, …
perceptron.py   the error times what came in
scalar.py       steps and derivative rules of expressions; in_names.py  in a line's own names
arrays.py       steps on whole arrays
from_expression.py  an activation or cost that a sheet writes as an expression
calculation.py  from a formula to its calculation
"""
