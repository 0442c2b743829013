defmodule CallsElements.MixProject do
  use Mix.Project

  def project do
    [
      app: :calls_elements,
      version: "0.1.0",
      elixir: "~> 1.14",
      description: "Rooms of calls-elements in a Phoenix application.",
      deps: deps(System.get_env("CALLS_ELEMENTS_ALONE"))
    ]
  end

  def application, do: [extra_applications: [:logger, :inets, :ssl, :public_key]]

  # Alone, without a package from anywhere, only the rules are compiled and tested.
  defp deps(alone) when is_binary(alone), do: []

  defp deps(nil) do
    [{:phoenix, "~> 1.7"}, {:phoenix_live_view, "~> 1.0", optional: true}, {:jason, "~> 1.4"}]
  end
end
