defmodule CallsElements.Schema do
  @moduledoc "Checks JSON by the rules of `CallsElements.Wire`, and keeps nothing that they do not name. Pure."

  @doc "The value with what is known of it, or `:error`."
  def check(value, {:object, fields}) when is_map(value) do
    Enum.reduce_while(fields, {:ok, %{}}, fn {name, need, rule}, {:ok, kept} ->
      case {Map.fetch(value, name), need} do
        {{:ok, given}, _} ->
          case check(given, rule) do
            {:ok, checked} -> {:cont, {:ok, Map.put(kept, name, checked)}}
            :error -> {:halt, :error}
          end

        {:error, {:default, default}} ->
          {:cont, {:ok, Map.put(kept, name, default)}}

        {:error, :optional} ->
          {:cont, {:ok, kept}}

        {:error, :required} ->
          {:halt, :error}
      end
    end)
  end

  def check(value, {:list, rule, most}) when is_list(value) and length(value) <= most do
    checked = Enum.map(value, &check(&1, rule))
    if :error in checked, do: :error, else: {:ok, Enum.map(checked, &elem(&1, 1))}
  end

  def check(value, {:record, key, rule, most}) when is_map(value) and map_size(value) <= most do
    fits? = Enum.all?(value, fn {name, each} -> check(name, key) != :error and check(each, rule) != :error end)
    if fits?, do: {:ok, value}, else: :error
  end

  def check(value, {:any_of, rules}), do: Enum.find_value(rules, :error, &(check(value, &1) != :error and {:ok, value}))

  def check(value, rule), do: if(fits?(value, rule), do: {:ok, value}, else: :error)

  defp fits?(value, {:string, least, most}) when is_binary(value),
    do: String.valid?(value) and units(value, most) in least..most//1

  defp fits?(value, {:integer, least, most}), do: is_integer(value) and value in least..most//1
  defp fits?(value, {:in, words}), do: value in words
  defp fits?(value, :number), do: is_number(value)
  defp fits?(value, :boolean), do: is_boolean(value)
  defp fits?(value, :null), do: is_nil(value)
  defp fits?(_value, _rule), do: false

  # Characters as browsers count them. What has more bytes than any such text is not looked at.
  defp units(text, most) when byte_size(text) > most * 3, do: most + 1
  defp units(text, _most), do: text |> :unicode.characters_to_binary(:utf8, :utf16) |> byte_size() |> div(2)
end
