"""A backtest as one page of HTML with its pictures: values in, text out. It holds no script and asks for nothing."""
