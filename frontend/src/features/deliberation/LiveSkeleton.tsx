/** The frame of the live screen before anything is known: cards and table, never text. */
import { t } from "../../ui/t";

export function LiveSkeleton() {
  const cards = [0, 1].map((i) => <div key={i} className="card skeleton" />);
  return (
    <div className="live" aria-busy="true">
      <h1 className="sr">{t("loading")}</h1>
      <section className="query">
        <p className="meta"><span className="bone short" /></p>
        <span className="bone title" />
      </section>
      <div className="council">
        <div className="around">
          <div className="row side-top">{cards}</div>
          <div className="table"><div className="tabletop" /></div>
          <div className="row side-bot">{cards}</div>
        </div>
        <div className="chair skeleton" />
      </div>
    </div>
  );
}
