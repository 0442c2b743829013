import { CallsReactionsButton } from "calls-elements/react";
import { Page } from "./toggle";

interface Asked {
  room?: string;
  name?: string;
}

export default async function Home({ searchParams }: { searchParams: Promise<Asked> }) {
  const { room = "", name = "" } = await searchParams;
  return (
    <>
      <Page room={room} name={name} />
      {/* A server component renders what takes no functions. */}
      <CallsReactionsButton for="elsewhere" />
    </>
  );
}
