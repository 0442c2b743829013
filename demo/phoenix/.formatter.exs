generated = ["lib/calls_elements/wire.ex"]
[inputs: Path.wildcard("{lib,test}/**/*.{ex,exs}") -- generated, line_length: 120]
