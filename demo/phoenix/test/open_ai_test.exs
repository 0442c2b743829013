defmodule CallsElements.OpenAiTest do
  use ExUnit.Case, async: false

  # What is compiled beside Phoenix alone, to stand-ins of the test's own.
  setup do
    Code.put_compiler_option(:ignore_module_conflict, true)
    test = self()
    :persistent_term.put(__MODULE__, test)

    Module.create(Phoenix, quote(do: nil), Macro.Env.location(__ENV__))

    Module.create(
      CallsElements.Calls,
      quote do
        def close(session), do: send(:persistent_term.get(unquote(__MODULE__)), {:closed, session})
        def call(_method, _path, _body), do: :error
        def request(_method, _url, _secret, _type, _body), do: :error
      end,
      Macro.Env.location(__ENV__)
    )

    ExUnit.CaptureIO.capture_io(:stderr, fn -> Code.compile_file("lib/calls_elements/open_ai.ex") end)

    on_exit(fn ->
      for module <- [Phoenix, CallsElements.Calls, CallsElements.Ai.OpenAi] do
        :code.purge(module)
        :code.delete(module)
      end

      Code.put_compiler_option(:ignore_module_conflict, false)
    end)
  end

  test "hears nobody any more when it is sent away" do
    apply(CallsElements.Ai.OpenAi, :stop, ["its-session"])
    assert_received {:closed, "its-session"}
  end
end
