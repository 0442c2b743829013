// Before the page is drawn: the language and the colours that were chosen on another page of the demo, or in the address.
{
  const query = new URLSearchParams(location.search);
  const recall = (name) => {
    try {
      return query.get(name) ?? localStorage.getItem(`demo-${name}`) ?? "";
    } catch {
      return query.get(name) ?? "";
    }
  };
  const page = document.documentElement;
  page.lang = recall("lang") || "en";
  page.dir = page.lang === "ar" ? "rtl" : "ltr";
  page.style.colorScheme = recall("theme");
}
