/** A button that opens a short list of things to do. What is in it is made when it is opened. */
import type { MouseEvent, ReactNode } from "react";
import { useId, useState } from "react";
import "./menu.css";

interface Props {
  label: string;
  icon: ReactNode;
  children: ReactNode;
}

export function Menu({ label, icon, children }: Props) {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);

  function onClick(event: MouseEvent<HTMLDivElement>): void {
    const stays = event.target instanceof Element && event.target.closest("[data-stays]");
    if (!stays) event.currentTarget.hidePopover(); // focus returns to the button
  }

  return (
    <>
      <button type="button" className="iconbtn" aria-label={label} title={label} aria-expanded={isOpen} popoverTarget={id}>
        {icon}
      </button>
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- hears the clicks of its buttons, by key or by mouse */}
      <div id={id} popover="auto" className="menu" onClick={onClick} onToggle={(event) => setIsOpen(event.newState === "open")}>
        {isOpen && children}
      </div>
    </>
  );
}
