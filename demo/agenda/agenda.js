/** The agenda of a meeting: anybody proposes items, hosts run them, and each has its time. Pure: it runs on the server, and anywhere. */

const isTitle = (title) => typeof title === "string" && title.trim() !== "" && title.length <= 120;

/** Whatever comes over the wire is checked first. A schema of valibot, zod or arktype does the same in fewer words. */
const isCommand = ({ type, id, title, minutes, by }) => {
  if (type === "propose") return isTitle(title) && minutes >= 0.1 && minutes <= 120;
  if (type === "move") return Number.isInteger(id) && (by === 1 || by === -1);
  return type === "finish" || ((type === "start" || type === "remove") && Number.isInteger(id));
};

/** The current item is over. */
const finish = ({ items, current, ...rest }) => ({
  ...rest,
  items: items.map((item) => (item.id === current?.id ? { ...item, done: true } : item)),
  current: null,
});

export const agenda = {
  name: "agenda",
  command: {
    "~standard": {
      version: 1,
      vendor: "agenda",
      validate: (value) =>
        isCommand(Object(value)) ? { value } : { issues: [{ message: "Ask for something else." }] },
    },
  },
  initial: { items: [], current: null, count: 0 },

  reduce(state, { command, from, at, refuse }) {
    const { items, count } = state;
    if (command.type === "propose") {
      if (items.length === 50) return refuse("full", "The agenda is full: finish something first.");
      const item = { id: count + 1, title: command.title.trim(), minutes: command.minutes, by: from.name, done: false };
      return { ...state, items: [...items, item], count: item.id };
    }
    if (from.role !== "host") return refuse("forbidden", "Only a host runs the agenda.");
    if (command.type === "finish") return finish(state);
    const index = items.findIndex(({ id }) => id === command.id);
    const item = items[index];
    if (!item) return refuse("gone", "This item is gone.");
    switch (command.type) {
      case "start":
        return { ...finish(state), current: { id: item.id, since: at, until: at + item.minutes * 60_000 } };
      case "move":
        return { ...state, items: items.toSpliced(index, 1).toSpliced(Math.max(0, index + command.by), 0, item) };
      case "remove":
        return {
          ...state,
          items: items.toSpliced(index, 1),
          current: state.current?.id === item.id ? null : state.current,
        };
    }
  },

  // The room calls `tick` at this moment: nobody's browser has to be there for it.
  due: ({ current }) => current?.until,
  tick: finish,
};
